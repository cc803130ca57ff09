package dev.carillon.gateway.upstream;

/** Another server did not answer, or answered with an error. */
public final class UpstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean transientFault;

  UpstreamException(String message, boolean transientFault) {
    super(message, null, false, false);
    this.transientFault = transientFault;
  }

  /** Whether a later attempt may succeed. */
  public boolean isTransient() {
    return transientFault;
  }
}
