/** A notice of a call in the system, while the page is in the background. */
export interface CallNotice {
  readonly callId: string;
  readonly title: string;
  readonly body: string;
}

/**
 * Notices of calls: one for each call, which goes when the call rings no more, wherever it was answered. The tag is the
 * call's id, so that several pages of one user show it once. Source: WHATWG Notifications.
 */
export class CallNotifications {
  readonly #shown = new Map<string, Notification>();

  /** Whether a person could still be asked. Ask with `Notification.requestPermission()`, from a gesture. */
  static get canAsk(): boolean {
    return "Notification" in globalThis && isSecureContext && Notification.permission === "default";
  }

  /** These calls ring now, and no others. */
  ringing(notices: readonly CallNotice[]): void {
    const ids = new Set(notices.map(({ callId }) => callId));
    for (const [callId, notification] of this.#shown) {
      if (ids.has(callId)) continue;
      notification.close();
      this.#shown.delete(callId);
    }
    for (const notice of notices) {
      if (!this.#shown.has(notice.callId)) this.#show(notice, true);
    }
  }

  /** Says in passing that a call was missed, in the place of its ringing. */
  missed(notice: CallNotice): void {
    this.#shown.get(notice.callId)?.close();
    this.#show(notice, false);
    this.#shown.delete(notice.callId);
  }

  close(): void {
    this.ringing([]);
  }

  #show({ callId, title, body }: CallNotice, ringing: boolean): void {
    if (!("Notification" in globalThis) || Notification.permission !== "granted" || document.hasFocus()) return;
    try {
      const notification = new Notification(title, { tag: callId, body, requireInteraction: ringing });
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
      this.#shown.set(callId, notification);
    } catch {
      // Chrome on Android shows none but those of a service worker.
    }
  }
}
