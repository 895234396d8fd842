/** Where a message may go: over TLS, to an address of the open Internet or of a network the bank has named, and to no other. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Refused } from '#kernel/error'

export type Allowed = {
  /** Networks of the bank's own, which would be refused as private. */
  networks: readonly string[]
  /** Without TLS, to those networks only. */
  plain: boolean
}
export type Destination = { url: URL; address: string; family: 4 | 6 }
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>

/** Set once at the start from the configuration. */
export function allowDestinations(allowed: Allowed): void {
  own = new BlockList()
  for (const network of allowed.networks) {
    const [ip = '', bits] = network.split('/')
    own.addSubnet(ip, bits === undefined ? (isIP(ip) === 4 ? 32 : 128) : Number(bits), isIP(ip) === 4 ? 'ipv4' : 'ipv6')
  }
  plain = allowed.plain
}

/** What can be told from the address alone: its form. The rest is found when it is resolved. */
export function readDestination(text: string): URL {
  const url = URL.parse(text)
  const isSound = url !== null && text.length <= 500 && !/[\s\\\p{Cc}]/u.test(text) && url.username === '' && url.password === '' && url.hash === '' && url.hostname !== ''
  if (!isSound) throw new Refused('unprocessable', { field: 'url', cause: 'address' })
  if (url.protocol !== 'https:' && !(plain && url.protocol === 'http:')) throw new Refused('unprocessable', { field: 'url', cause: 'https' })
  const literal = literalOf(url)
  if (literal !== undefined) permit(literal, url)
  // A name without a dot is of this machine's own network.
  else if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+\.?$/i.test(url.hostname) || /\.(local|localhost|internal|lan|home|arpa)\.?$/i.test(url.hostname)) throw new Refused('unprocessable', { field: 'url', cause: 'private' })
  return url
}

/** Resolves once; whoever connects uses this very address. One forbidden address among several refuses them all. */
export async function resolveDestination(text: string, resolve: Resolve = (host) => lookup(host, { all: true, verbatim: true })): Promise<Destination> {
  const url = readDestination(text)
  const literal = literalOf(url)
  const found = literal !== undefined ? [{ address: literal, family: isIP(literal) }] : await resolve(url.hostname).catch(() => [])
  const [first] = found
  if (!first) throw new Refused('unprocessable', { field: 'url', cause: 'unresolved' })
  for (const { address } of found) permit(address, url)
  return { url, address: first.address, family: first.family === 6 ? 6 : 4 }
}

/** URL writes every spelling of an IPv4 address (octal, hexadecimal, one number) as four decimals. */
function literalOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return isIP(bare) === 0 ? undefined : bare
}

function permit(address: string, url: URL): void {
  const family = isIP(address)
  const isOwn = family !== 0 && own.check(address, family === 4 ? 'ipv4' : 'ipv6') && !isMapped(address)
  if (url.protocol === 'http:' && !isOwn) throw new Refused('unprocessable', { field: 'url', cause: 'https' })
  if (isOwn) return
  const isOpen = family === 4 ? !closed4.check(address, 'ipv4') : family === 6 && open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
  if (!isOpen) throw new Refused('unprocessable', { field: 'url', cause: 'private' })
}

// BlockList takes ::ffff:10.0.0.1 for 10.0.0.1: what is written so is meant to mislead.
const isMapped = (address: string): boolean => /^(::|0*:)+ffff:/i.test(address)

const list = (family: 'ipv4' | 'ipv6', networks: [string, number][]): BlockList => {
  const blocks = new BlockList()
  for (const [network, bits] of networks) blocks.addSubnet(network, bits, family)
  return blocks
}
/** IANA's special-purpose registries for IPv4; of IPv6 only global unicast is open, less what tunnels or documents. */
const closed4 = list('ipv4', [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
])
const open6 = list('ipv6', [['2000::', 3]])
const closed6 = list('ipv6', [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20], ['2620:4f:8000::', 48]])

let own = new BlockList()
let plain = false
