export { type Assembly, type AssemblyStack, loadAssembly, type NestedResource, nestedStackOf } from './assembly';
export { type AssetFile, assetDirectory } from './assets';
export { type FileDocument, readFile } from './file';
export { templateDiagnostic } from './template-file';
