// Groups: what waits to be written goes together, up to a size.
// In: a queue of batches of texts.
// Out: the batches at its front that go together, taken out of it.

// In characters. Beyond it a group would hold more memory than it saves time.
const largestGroup = 1 << 23

/** Takes from the front of a queue as many batches as go together: at least one, if there is one. */
export function takeGroup<Batch extends { readonly texts: readonly string[] }>(queue: Batch[]): Batch[] {
  let size = 0
  const beyond = queue.findIndex(({ texts }, index) => {
    for (const text of texts) size += text.length
    return size > largestGroup && index > 0
  })
  return queue.splice(0, beyond < 0 ? queue.length : beyond)
}
