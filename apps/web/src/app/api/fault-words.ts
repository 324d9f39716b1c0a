/** By the code of a fault: those of the options of a model, and those of the forms. */
const WORDS: Readonly<Record<string, string>> = {
  required: $localize`This is needed`,
  'out-of-range': $localize`Outside what is possible`,
  'too-small': $localize`Too small or too short`,
  'too-big': $localize`Too large or too long`,
  'too-long': $localize`Too long`,
  'wrong-type': $localize`Another kind of value is needed`,
  'invalid-type': $localize`Another kind of value is needed`,
  'invalid-format': $localize`It has to be written in another way`,
  'invalid-character': $localize`A character in it is not possible`,
  'unknown-choice': $localize`There is no such choice`,
  'invalid-value': $localize`This value is not possible`,
  'unknown-field': $localize`This is not known here`,
  'unknown-lora': $localize`There is no such LoRA`,
  'duplicate-lora': $localize`A LoRA is named twice`,
  'unknown-style': $localize`There is no such style`,
  'unknown-model': $localize`There is no such model`,
  'unknown-input': $localize`The picture is no longer there`,
  'not-a-picture': $localize`This is no picture`,
  'image-too-large': $localize`The picture is too large`,
};

/** A fault of a field. What the studio says of it is English; in another language its kind goes before that. */
export function faultWords({ code, message }: { readonly code?: string; readonly message: string }): string {
  const kind = WORDS[code ?? ''];
  const isEnglish = ['', 'en'].includes(document.documentElement.lang);
  return kind === undefined || isEnglish ? message : `${kind}: ${message}`;
}
