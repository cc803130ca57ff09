package dev.carillon.gateway.upstream;

/** Another server did not answer, or not as hoped. */
public final class UpstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean transientFault;

  UpstreamException(String message, boolean transientFault) {
    super(message, null, false, false);
    this.transientFault = transientFault;
  }

  /** Whether it may answer better later. */
  public boolean isTransient() {
    return transientFault;
  }
}
