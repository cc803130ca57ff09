package dev.carillon.launcher.imports.http;

/** An answer was not waited for, because the import is to end. */
public final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Without a stack. */
  public StoppedException() {
    super("The import is to end", null, false, false);
  }
}
