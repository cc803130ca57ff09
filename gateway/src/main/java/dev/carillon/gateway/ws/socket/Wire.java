package dev.carillon.gateway.ws.socket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** What is written to a connection, and how it ends. What fails has a client that is gone. */
interface Wire {
  /** What comes is heard from now on. */
  void start(FrameHandler frames);

  boolean isWritable();

  boolean isActive();

  /** Changes only when something leaves, as long as nothing is written while it is not 0. */
  long unsent();

  /** Frames that are encoded; they go with the next flush. */
  void write(ByteBuf frames);

  void flush();

  void writeNow(WebSocketFrame frame);

  void writeNow(WebSocketFrame frame, Runnable then);

  void read(boolean wanted);

  /** Nothing more is sent, and what comes is read away. */
  void endOutput();

  /** Closes without a closing handshake. */
  void close();

  /** Also drops what the kernel holds: it would keep that for a silent client for minutes. */
  void cut();
}
