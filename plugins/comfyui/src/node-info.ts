/** What the server says about a class of nodes: https://docs.comfy.org/development/comfyui-server/comms_routes */
export interface NodeInfo {
  readonly input: {
    readonly required?: Readonly<Record<string, InputInfo>>;
    readonly optional?: Readonly<Record<string, InputInfo>>;
  };
}

/** Type or choices, then details. */
export type InputInfo = readonly [type: string | readonly unknown[], details?: InputDetails];

interface InputDetails {
  readonly default?: string | number | boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly options?: readonly unknown[];
  readonly tooltip?: string;
  /** Takes a file of the server's folder of inputs. */
  readonly image_upload?: boolean;
}

/** What the server says about one input; undefined when it knows no such input. */
export function inputInfo(node: NodeInfo | undefined, input: string): InputInfo | undefined {
  return node?.input.required?.[input] ?? node?.input.optional?.[input];
}

/** The values that an input takes; undefined when it is not a choice. Newer nodes say COMBO with options. */
export function inputChoices([type, details]: InputInfo): string[] | undefined {
  const values = typeof type === 'string' ? details?.options : type;
  return Array.isArray(values) ? values.map(String) : undefined;
}
