const WORDS: Readonly<Record<string, string>> = {
  'invalid-request': $localize`The backend refused the settings`,
  unavailable: $localize`The backend does not answer`,
  'out-of-memory': $localize`There is not enough memory`,
  'model-missing': $localize`The model is missing`,
  'worker-lost': $localize`The work was cut off too often`,
};

/** Why a job failed, in the language of the app: what the backend says of it is in its own words. */
export function failureWords(code: string | undefined): string {
  return WORDS[code ?? ''] ?? $localize`This picture could not be made`;
}
