package dev.carillon.embedded;

/** Where one tells how far a start is. */
public interface Progress {
  /** A step begins. */
  void begin(String what);

  /** A step has ended, with where the thing is to be found. */
  void done(String what, String where);

  /** Something did not go as it should, and one goes on. */
  void warn(String text);

  /** Says nothing but warnings, on standard error. */
  static Progress quiet() {
    return new Progress() {
      @Override
      public void begin(String what) {}

      @Override
      public void done(String what, String where) {}

      @Override
      public void warn(String text) {
        System.err.println(text);
      }
    };
  }
}
