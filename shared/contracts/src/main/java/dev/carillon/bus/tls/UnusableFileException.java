package dev.carillon.bus.tls;

/** One of the {@link MemberFiles} will not do; the message goes on behind its setting's name. */
public final class UnusableFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final MemberFiles.Part part;

  /** Says what is wrong with a part, and repeats nothing that is secret. */
  UnusableFileException(MemberFiles.Part part, String why) {
    super(why);
    this.part = part;
  }

  /** Which one. */
  public MemberFiles.Part part() {
    return part;
  }
}
