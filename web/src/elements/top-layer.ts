/** Opens what is drawn to lie over the page: popovers, and dialogues as modal ones. Source: HTML, the top layer. */
export function openTopLayer(root: ParentNode): void {
  for (const popover of root.querySelectorAll<HTMLElement>("[popover]:not(:popover-open)")) popover.showPopover();
  for (const dialog of root.querySelectorAll<HTMLDialogElement>("dialog:not([open])")) dialog.showModal();
}
