import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

interface FrameProps extends FieldProps {
  /** What was read from the text that was typed. */
  readonly beside?: ComponentChildren;
  readonly children: (wires: Wires) => ComponentChildren;
}

interface Wires {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
}

/** The surroundings of a control: its label, and what describes it. */
export function Field({ label, hint, error, beside, children }: FrameProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, beside && `${id}-beside`, error && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const control = children({
    id,
    ...(described !== '' && { 'aria-describedby': described }),
    ...(error && { 'aria-invalid': true }),
  });
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {beside === undefined ? (
        control
      ) : (
        <div class="row">
          {control}
          <div class="beside" id={`${id}-beside`}>
            {beside}
          </div>
        </div>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'password' | 'number' | 'time' | 'search';
  readonly size?: 'large';
  readonly autofocus?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** The id of a datalist. */
  readonly list?: string;
}

/** A field for text. Browsers neither remember nor correct it, because it concerns nobody else. */
export function TextField(props: TextFieldProps) {
  const { label, hint, error, value, onValue, type = 'text', size, autofocus, min, max, list } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <input
          {...wires}
          type={type as 'text'}
          class={size === 'large' ? 'input large' : 'input'}
          autocomplete="off"
          spellcheck={false}
          {...(autofocus && { autofocus })}
          {...(min !== undefined && { min })}
          {...(max !== undefined && { max })}
          {...(list !== undefined && { list })}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly rows?: number;
}

/** A field for long text. It is Vietnamese, and a browser with a dictionary of another language would underline it in front of the room. */
export function TextArea({ label, hint, error, value, onValue, rows = 3 }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <textarea
          {...wires}
          rows={rows}
          class="input"
          spellcheck={false}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> extends FieldProps {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onValue: (value: Value) => void;
  /** Whether options are names. The chosen one is repeated below, because browsers may show only a part of it. */
  readonly named?: boolean;
}

/** About how many letters of the chosen option a narrow field shows. */
const shownLetters = 20;

export function Select<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onValue,
  named = false,
}: SelectProps<Value>) {
  const chosen = options.find(([one]) => one === value)?.[1] ?? '';
  const select = (wires: Wires) => (
    <select
      {...wires}
      class="input"
      value={value}
      onChange={(event) => onValue(event.currentTarget.value as Value)}
    >
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <>
          {select(wires)}
          {named && chosen.length > shownLetters && (
            <p class="hint" aria-hidden="true">
              {chosen}
            </p>
          )}
        </>
      )}
    </Field>
  );
}

interface FileFieldProps extends FieldProps {
  /** The endings of file names, with their dots. */
  readonly endings: readonly string[];
  /** Gets the field too. The caller empties it where it has no use for the file, so that the same file can be chosen again after it was corrected. */
  readonly onFile: (file: File | undefined, field: HTMLInputElement) => void;
  readonly children?: ComponentChildren;
}

export function FileField({ label, hint, error, endings, onFile, children }: FileFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <>
          <input
            {...wires}
            class="input"
            type="file"
            accept={endings.join(',')}
            onChange={({ currentTarget }) => onFile(currentTarget.files?.[0], currentTarget)}
          />
          {children}
        </>
      )}
    </Field>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

export function Check({ label, checked, onChecked }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
