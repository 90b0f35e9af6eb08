// A checksum of a text: whether it is still what was written.
// In: a text. Out: sixteen hexadecimal digits that any single change of it changes, and almost any other does.
// It finds damage and no forgery. Four bytes go into each step, since a snapshot has megabytes and is read to save time.

const [first, second] = [0x9e3779b1, 0x85ebca6b]

/** The checksum of a well-formed text. */
export function checksumOf(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const words = new Int32Array(bytes.buffer, 0, bytes.length >>> 2)
  // Each step can be undone, whatever goes into it: two texts that differ in one word never come to the same sum.
  let [one, other] = [bytes.length, ~bytes.length]
  for (let at = 0; at + 1 < words.length; at += 2) {
    one = mixed(one, words[at] as number, first)
    other = mixed(other, words[at + 1] as number, second)
  }
  for (let at = (words.length & ~1) * 4; at < bytes.length; at += 1) one = mixed(one, bytes[at] as number, first)
  return hex(one) + hex(mixed(other, one, second))
}

function mixed(sum: number, word: number, factor: number): number {
  const product = Math.imul(sum ^ word, factor)
  // What a multiplication does not carry down: the upper half, into the lower.
  return product ^ (product >>> 15)
}

const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, '0')
