/** A parameter's name for people where its model (and so its label) is gone: "Guidance scale". */
export function fieldName(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
