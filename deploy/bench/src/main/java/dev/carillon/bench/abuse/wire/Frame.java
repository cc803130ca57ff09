package dev.carillon.bench.abuse.wire;

/**
 * A WebSocket frame that the server sent.
 *
 * @param opcode {@link ClientFrames#TEXT} and the like
 * @param text the payload as UTF-8; of a close frame, the reason
 * @param code of a close frame, 0 of others
 */
public record Frame(int opcode, String text, int code) {
  /** Whether it is a close frame. */
  public boolean isClose() {
    return opcode == ClientFrames.CLOSE;
  }
}
