export { asDocument, type LocatedDocument, type Path, type Place } from './located-document';
export { type Malformation, type Reading, readDocument } from './read-document';
export { type ShapeMistake, shapeFindings } from './shape-findings';
