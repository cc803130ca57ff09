package dev.carillon.bus;

import dev.carillon.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Records go by reference inside a process and as JSON between processes. */
final class BusCodec implements MessageCodec<Record, Object> {
  private static final String NAME = "carillon.record.v1";

  private BusCodec() {}

  /** Installs it; several services of one process may each ask for it. */
  static void installOn(EventBus eventBus) {
    try {
      eventBus.registerCodec(new BusCodec());
    } catch (IllegalStateException alreadyThere) {
      // Another service of this process was first; the selector below is the same one.
    }
    eventBus.codecSelector(body -> body instanceof Record ? NAME : null);
  }

  @Override
  public void encodeToWire(Buffer buffer, Record record) {
    byte[] json = Json.bytes(record);
    buffer.appendByte(record instanceof WireFailure ? WireBody.FAILURE : WireBody.MESSAGE);
    buffer.appendInt(json.length);
    buffer.appendBytes(json);
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position + 1);
    int start = position + 1 + Integer.BYTES;
    return new WireBody(buffer.getByte(position), buffer.getBuffer(start, start + length));
  }

  @Override
  public Object transform(Record record) {
    return record;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
