import { spawn } from 'node:child_process';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';

/** What the last stage of a Dockerfile leaves behind, in a plain folder. */
export interface Image {
  /** The folder that stands for `/`. */
  root: string;
  /** Its working folder, below `root`. */
  workdir: string;
  environment: Record<string, string>;
  user: string;
  command: string[];
  healthcheck: string[];
}

interface Stage extends Image {
  name: string;
}

/**
 * Carries out the steps of a Dockerfile without a container engine: each stage in a folder of its own, COPY from the
 * build context or an earlier stage, RUN in the working folder. The base images are the machine itself.
 */
export class ContainerBuild {
  private readonly stages: Stage[] = [];

  constructor(
    private readonly context: string,
    private readonly folder: string,
    /** Of the RUN steps of a stage, beside its own. */
    private readonly variablesOf: (stage: string) => Promise<Record<string, string>>,
    /** Steps that were carried out before, and how the test gets their result. */
    private readonly substitutes: Record<string, (workdir: string) => Promise<unknown>>,
  ) {}

  async run(dockerfile: string): Promise<Image> {
    const instructions = DockerfileParser.parse(readFileSync(dockerfile, 'utf8')).getInstructions();
    for (const instruction of instructions) await this.carryOut(instruction);
    return this.stage;
  }

  private get stage(): Stage {
    return this.stages.at(-1)!;
  }

  private async carryOut(instruction: Instruction): Promise<void> {
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const rest = instruction.getArgumentsContent() ?? '';
    switch (instruction.getKeyword()) {
      case 'ARG':
      case 'EXPOSE':
        return;
      case 'FROM':
        return this.startStage(words);
      case 'WORKDIR':
        this.stage.workdir = join(this.stage.root, words[0]!);
        await mkdir(this.stage.workdir, { recursive: true });
        return;
      case 'ENV':
        Object.assign(this.stage.environment, assignments(rest));
        return;
      case 'COPY':
        return this.copy((instruction as JSONInstruction).getFlags(), words);
      case 'RUN':
        return this.execute(rest);
      case 'USER':
        this.stage.user = words[0]!;
        return;
      case 'CMD':
        this.stage.command = JSON.parse(rest) as string[];
        return;
      case 'HEALTHCHECK':
        this.stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD') + 3)) as string[];
        return;
      default:
        throw new Error(`The test does not know the instruction ${instruction.getKeyword()}.`);
    }
  }

  private async startStage([, , name = 'final']: string[]): Promise<void> {
    const root = join(this.folder, name);
    await mkdir(root, { recursive: true });
    this.stages.push({ name, root, workdir: root, environment: {}, user: 'root', command: [], healthcheck: [] });
  }

  private async copy(flags: { getName(): string; getValue(): string | null }[], words: string[]): Promise<void> {
    const from = flags.find((flag) => flag.getName() === 'from')?.getValue();
    const root = from ? this.stages.find(({ name }) => name === from)!.root : this.context;
    const sources = words.slice(0, -1).map((source) => resolve(root, source.replace(/^\//, '')));
    const target = resolve(this.stage.workdir, words.at(-1)!);
    for (const source of sources) {
      // `COPY folder target/` copies the content of the folder, `COPY file target/` the file.
      const isFolder = (await readdir(source).catch(() => undefined)) !== undefined;
      await cp(source, isFolder ? target : join(target, relative(dirname(source), source)), { recursive: true });
    }
  }

  private async execute(command: string): Promise<void> {
    const { name, workdir, environment } = this.stage;
    const substitute = this.substitutes[command];
    if (substitute) return void (await substitute(workdir));
    const env = { ...(await this.variablesOf(name)), ...environment };
    const child = spawn('nice', ['-n', '15', '/bin/sh', '-c', command], {
      cwd: workdir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const code = await new Promise<number | null>((done) => child.once('close', done));
    if (code !== 0) throw new Error(`RUN ${command} failed with status ${code}:\n${output}`);
  }
}

function assignments(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((assignment) => assignment.split('=', 2) as [string, string]));
}

/** Copies what a .dockerignore lets into the build context: the last pattern that matches a path or its parent decides. */
export async function copyBuildContext(from: string, to: string): Promise<void> {
  const patterns = readFileSync(join(from, '.dockerignore'), 'utf8').split('\n').filter(Boolean).map(toRule);
  const isIncluded = (path: string): boolean =>
    path === '' || (patterns.findLast(({ expression }) => expression.test(path))?.isIncluded ?? true);
  await cp(from, to, {
    recursive: true,
    filter: (source) => isIncluded(relative(from, source)),
  });
}

function toRule(pattern: string): { expression: RegExp; isIncluded: boolean } {
  const isIncluded = pattern.startsWith('!');
  const glob = pattern.replace(/^!/, '').replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = glob.replaceAll('**/', '(?:.*/)?').replaceAll(/(?<!\.)\*/g, '[^/]*');
  return { expression: new RegExp(`^${expression}(?:/|$)`), isIncluded };
}
