package dev.carillon.contract.mail;

/** When a digest goes out. */
public enum DigestMode {
  /** When the window is over that the first mail opened. */
  FIXED,
  /** When nothing has come for as long as the window; after ten times that at the latest. */
  SLIDING,
  /** The first mail at once, and all that follow it when the window is over. */
  FIRST
}
