package dev.carillon.client.live;

import org.jspecify.annotations.Nullable;

/** Why the server, or the want of one, did not do what was asked. Without a stack. */
public final class LiveException extends RuntimeException {
  /** It may have been done: there was no answer. */
  public static final String UNKNOWN = "unknown";

  /** It was not sent, for want of a connection. */
  public static final String OFFLINE = "offline";

  /** The client is closed. */
  public static final String CLOSED = "closed";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final @Nullable String messageId;

  LiveException(String code, String detail, @Nullable String messageId) {
    super(detail, null, false, false);
    this.code = code;
    this.messageId = messageId;
  }

  /** That of the server, such as {@code forbidden}, or one of the constants. */
  public String code() {
    return code;
  }

  /** Of a publish, what repeats it: a message of this name is stored once. Else null. */
  public @Nullable String messageId() {
    return messageId;
  }

  /** Whether it may have been done. */
  public boolean isUnknown() {
    return code.equals(UNKNOWN);
  }

  LiveException of(String published) {
    return new LiveException(code, String.valueOf(getMessage()), published);
  }
}
