// Parties from the names of actors: "Citizen (Australia)" becomes Citizen--Australia.
// In: a name as a data set writes it. Out: an id that follows the grammar of parties, the same for the same name, whatever else is
// in the set: so what was imported once is the same party when more comes. Two names with one id are an error and not one party.
// Names that differ in capitals or signs alone stay two parties, and are listed: whether they are one is for a person to say.
import { crc32 } from 'node:zlib'

const longest = 64
const words = '[A-Za-z0-9]+(?: [A-Za-z0-9]+)*'
const regular = new RegExp(`^(${words})(?: \\((${words})\\))?$`)

/**
 * The party of a name. A space becomes a hyphen and an opening bracket two, which can be read back where the name has nothing else
 * but letters of ASCII and digits; any other name ends in three hyphens and its checksum.
 */
export function partyOf(name: string): string {
  const [, first = '', second] = regular.exec(name) ?? []
  const id = `${first}${second === undefined ? '' : `--${second}`}`.replaceAll(' ', '-')
  return first !== '' && id.length <= longest ? id : withChecksum(name)
}

function withChecksum(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+/, '')
  const start = plain === '' ? 'x' : plain.slice(0, longest - 11).replace(/-+$/, '')
  return `${start}---${crc32(name).toString(16).padStart(8, '0')}`
}

/** Parties by name, while a set is read. */
export interface PartyBook {
  /** The party of a name. Throws where another name has the same one. */
  readonly of: (name: string) => string
  readonly size: () => number
  /** Names that are the same but for capitals, accents and signs, and are parties of their own. */
  readonly alike: () => readonly (readonly string[])[]
}

/** An empty book. */
export function partyBook(): PartyBook {
  const parties = new Map<string, string>()
  const names = new Map<string, string>()
  return {
    of: (name) => {
      const known = parties.get(name)
      if (known !== undefined) return known
      const id = partyOf(name)
      const other = names.get(id)
      if (other !== undefined) throw new Error(`"${name}" and "${other}" would be one party, ${id} — lengthen the checksum in partyOf`)
      parties.set(name, id)
      names.set(id, name)
      return id
    },
    size: () => parties.size,
    alike: () => {
      const groups = new Map<string, string[]>()
      for (const name of parties.keys()) {
        const plain = name
          .normalize('NFKD')
          .replace(/[^A-Za-z0-9]/g, '')
          .toLowerCase()
        groups.set(plain, [...(groups.get(plain) ?? []), name])
      }
      return [...groups.values()].filter((group) => group.length > 1)
    },
  }
}
