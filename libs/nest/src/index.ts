export { admits, Audience, Public, SignedIn } from './audience';
export { Authority, signInNeeded } from './authority';
export { Caller, type Call, type Principal } from './call';
export { Commands, etagOf } from './commands';
export { writeCursor } from './cursor';
export { Door } from './door';
export { EdgeModule } from './edge.module';
export {
  ChoiceField,
  DayField,
  DecimalField,
  defined,
  DocumentField,
  FlagField,
  IdField,
  IdNumberField,
  InstantField,
  ListField,
  NumberField,
  RecordedBody,
  TextField,
  TextListField,
  TextMapField,
  WholeField,
} from './fields';
export { formatInstant, instantOf, parseInstant } from './instants';
export { KeptAnswers, type Kept } from './kept';
export { maskIdNumber, maskName, maskPhone } from './masks';
export { openApiOf, serveOpenApi } from './openapi';
export { Problem, problem, problemOf, refusal, type Refusals } from './problem';
export { momentOf, nextPage, pastOf, Reading, render, sendRendered } from './reading';
export { batchAnswer, Check, Command, Read, Stream } from './route';
export { RUNTIME, type ApiRuntime } from './runtime-token';
export { bugLine, serverAdapter, type ServerOptions } from './server';
export { Streams } from './stream';
export { Throttle } from './throttle';
export { issueToken, tokenMinutes } from './tokens';
export { csvType, TableUpload, Upload, workbookType } from './upload';
