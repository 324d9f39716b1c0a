/** jsdom knows no modal dialogs: with this they open and close, without being modal. */
export function standInForDialogs(): void {
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement): void {
      this.open = true;
    },
    close(this: HTMLDialogElement, answer?: string): void {
      this.open = false;
      if (answer !== undefined) this.returnValue = answer;
      this.dispatchEvent(new Event('close'));
    },
  });
}
