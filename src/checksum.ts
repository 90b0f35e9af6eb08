// A checksum of a text: whether it is still what was written.
// In: a text. Out: sixteen hexadecimal digits that any single change of it changes, and almost any other does.
// It finds damage and no forgery. It is fast, since a snapshot has megabytes and is read to save time: a piece of text at a time
// goes into bytes that stay in the processor's cache, and sixteen bytes into each step.

const units = 1 << 14
const bytes = new Uint8Array(units * 3 + 16)
const words = new Int32Array(bytes.buffer)
const encoder = new TextEncoder()
const [first, second] = [0x9e3779b1, 0x85ebca6b]

/** The checksum of a text; half of a surrogate pair counts as U+FFFD. */
export function checksumOf(text: string): string {
  const sums: Sums = [1, 2, 3, 4]
  for (let from = 0; from < text.length; ) {
    const to = from + units - (isHalf(text, from + units - 1) ? 1 : 0)
    mix(sums, encoder.encodeInto(text.slice(from, to), bytes).written)
    from = to
  }
  const [one, two, three, four] = sums
  return hex(mixed(one, two, second)) + hex(mixed(three, four, first))
}

type Sums = [number, number, number, number]

/** The first half of a surrogate pair, which has no bytes of its own. */
const isHalf = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800

// Each step can be undone, whatever goes into it: two texts that differ in one word never come to the same sums.
function mix(sums: Sums, length: number): void {
  bytes.fill(0, length, length + 16)
  let [one, two, three, four] = sums
  one = mixed(one, length, second)
  for (let at = 0; at * 4 < length; at += 4) {
    one = mixed(one, words[at] as number, first)
    two = mixed(two, words[at + 1] as number, second)
    three = mixed(three, words[at + 2] as number, first)
    four = mixed(four, words[at + 3] as number, second)
  }
  sums[0] = one
  sums[1] = two
  sums[2] = three
  sums[3] = four
}

function mixed(sum: number, word: number, factor: number): number {
  const product = Math.imul(sum ^ word, factor)
  // What a multiplication does not carry down: the upper half, into the lower.
  return product ^ (product >>> 15)
}

const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, '0')
