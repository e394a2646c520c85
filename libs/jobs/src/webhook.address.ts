import { BlockList, isIP } from 'node:net';

const ranges4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Addresses that stand for IPv4 ones are among them: nobody has to be reached through one. */
const ranges6 = [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

const closed4 = new BlockList();
for (const [net, bits] of ranges4) closed4.addSubnet(net, bits, 'ipv4');
const closed6 = new BlockList();
for (const [net, bits] of ranges6) closed6.addSubnet(net, bits, 'ipv6');

/** Whether an IP address is of this machine, of a private network or of no single machine. True for what is no address. */
export function privateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return closed4.check(address, 'ipv4');
  return family === 0 || closed6.check(address, 'ipv6');
}
