export { type Assembly, type AssemblyStack, loadAssembly, type NestedResource, nestedStackOf } from './assembly';
export { type AssetFile, assetDirectory } from './assets';
export { type Document, type Position, readDocument } from './document';
export { templateDiagnostic } from './template-file';
