export { type Assembly, type AssemblyStack, loadAssembly, nestedStackOf } from './assembly';
export { type AssetFile, assetDirectory } from './assets';
export { type Document, type Position, readDocument } from './document';
