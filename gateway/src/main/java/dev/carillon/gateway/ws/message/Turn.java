package dev.carillon.gateway.ws.message;

import dev.carillon.gateway.ws.socket.TextFrame;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one topic that go out together on one event loop: joined once for each kind of
 * client, and then written once to each of them. Belongs to its loop. After the first reader
 * nothing is added any more.
 */
public final class Turn {
  private final String topic;
  private final List<LiveMessage> messages = new ArrayList<>();
  private int bytes;
  private boolean consecutive = true;
  private int readers;
  private @Nullable TextFrame frames;
  private @Nullable Buffer events;

  /** Without messages yet. */
  public Turn(String topic) {
    this.topic = topic;
  }

  /** Adds one, behind the others. */
  public void add(LiveMessage message) {
    if (!messages.isEmpty()) {
      LiveMessage before = messages.get(messages.size() - 1);
      consecutive &= message.seq() == before.seq() + 1 && message.epoch().equals(before.epoch());
    }
    messages.add(message);
    bytes += message.as(Wording.WEB_SOCKET).length;
  }

  /** Whose messages these are. */
  public String topic() {
    return topic;
  }

  /** How long they are together, without what frames them. */
  public int bytes() {
    return bytes;
  }

  /** One by one, in their order. */
  public List<LiveMessage> messages() {
    return messages;
  }

  /**
   * Whether each has the number after that of the one before. Of a durable topic several processes
   * tell what they have stored, and what one tells can overtake what another does.
   */
  public boolean isConsecutive() {
    return consecutive;
  }

  /** All as WebSocket frames behind one another. The turn closes it. */
  public TextFrame frames() {
    if (frames == null) {
      frames = TextFrame.of(all(Wording.WEB_SOCKET));
    }
    return frames;
  }

  /** All as events behind one another. It is shared: nobody may append to it. */
  public Buffer events() {
    if (events == null) {
      List<byte[]> all = all(Wording.EVENT_STREAM);
      Buffer joined = Buffer.buffer(all.stream().mapToInt(e -> e.length).sum());
      all.forEach(joined::appendBytes);
      events = joined;
    }
    return events;
  }

  /** Somebody is going to read it. */
  public void retain() {
    readers++;
  }

  /**
   * Somebody has read it.
   *
   * @return whether that was the last one; then it is gone
   */
  public boolean release() {
    if (--readers > 0) {
      return false;
    }
    if (frames != null) {
      frames.close();
      frames = null;
    }
    return true;
  }

  private List<byte[]> all(Wording wording) {
    return messages.stream().map(message -> message.as(wording)).toList();
  }
}
