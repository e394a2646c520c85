import { Option, type Command } from 'commander';
import type { Io } from '../io';
import { settled, verb, type Settle } from './settle';

type DemoFlags = { readonly data: string; readonly serve: boolean; readonly fast?: boolean };

const about = `
数据目录须为空，或由上一次演示所建（此时先清空）。环境变量 PORT、HOST 指定监听地址，默认 127.0.0.1:3000。
The data folder must be empty or made by an earlier demo, which is wiped first. PORT and HOST say where to listen.`;

/** Adds `demo`. */
export function addDemoVerb(root: Command, io: Io, settle: Settle): void {
  verb(
    root,
    'demo',
    '演示一个区的竞赛季和一次评选，然后提供服务 / play a district season and a selection, then serve them',
  )
    .addOption(new Option('--data <dir>', '演示用的数据目录 / data folder of the demo').default('./data/demo'))
    .option('--no-serve', '演示完即结束 / end after the story')
    .option('--fast', '不停顿 / without pauses')
    .addHelpText('after', about)
    .action(async ({ data, serve, fast = false }: DemoFlags) =>
      settled(io, false, settle, async (output) => {
        // The HTTP service takes long to load, and no other verb needs it.
        const { demo } = await import('../demo/demo.js');
        return demo(output, { data, serve, fast });
      }),
    );
}
