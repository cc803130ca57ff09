package dev.carillon.json.write;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON value into memory. It puts the commas; that names and values alternate and that
 * what is begun is ended is up to its user. One thread only.
 *
 * <pre>{@code
 * JsonOut out = new JsonOut();
 * out.beginObject().field(ID).uuid(id).field(NAME).text(name).endObject();
 * byte[] json = out.bytes();
 * }</pre>
 */
public final class JsonOut {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COLON = {':'};
  private static final int UUID_SIZE = 36;

  /** Of an array's room, from its first record: others may be longer. */
  private static final int ROOM_PERCENT = 120;

  private static final int MOST_ROOM = 1 << 20;

  private final Utf8Buffer out = new Utf8Buffer();
  private final UtcTime times = new UtcTime();
  private boolean needsComma;

  /** The name of a field, made once. */
  public static final class Field {
    private final byte[] quoted;

    private Field(String name) {
      this.quoted = ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** A name of ASCII letters and digits. */
  public static Field name(String name) {
    return new Field(name);
  }

  /** NDJSON: each record on a line of its own. */
  public static byte[] lines(List<? extends JsonWritable> records) {
    JsonOut out = new JsonOut();
    for (JsonWritable record : records) {
      out.needsComma = false;
      record.writeTo(out);
      out.out.reserve(1);
      out.out.add('\n');
    }
    return out.bytes();
  }

  /** What was written. */
  public byte[] bytes() {
    return out.bytes();
  }

  /** The beginning of an object. */
  public JsonOut beginObject() {
    return begin('{');
  }

  /** The end of an object. */
  public JsonOut endObject() {
    return end('}');
  }

  /** An array of records. The first tells how much room all of them need. */
  public JsonOut array(List<? extends JsonWritable> values) {
    begin('[');
    int before = out.size();
    for (JsonWritable value : values) {
      value.writeTo(this);
      if (before >= 0) {
        long room = (long) (out.size() - before) * ROOM_PERCENT / 100 * (values.size() - 1);
        out.reserve((int) Math.min(room, MOST_ROOM));
        before = -1;
      }
    }
    return end(']');
  }

  /** A record, or null. */
  public JsonOut record(@Nullable JsonWritable value) {
    if (value == null) {
      return value(NULL);
    }
    value.writeTo(this);
    return this;
  }

  /** The name of the value that comes next. */
  public JsonOut field(Field field) {
    comma();
    out.append(field.quoted);
    needsComma = false;
    return this;
  }

  /** A text, or null. Fails for half of a surrogate pair, which is no character. */
  public JsonOut text(@Nullable String value) {
    if (value == null) {
      return value(NULL);
    }
    out.quoted(value);
    needsComma = true;
    return this;
  }

  /** A whole number. */
  public JsonOut number(long value) {
    return value(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  /** True or false. */
  public JsonOut bool(boolean value) {
    return value(value ? TRUE : FALSE);
  }

  /** A field of text, left out where there is none. */
  public JsonOut textIfAny(Field field, @Nullable String value) {
    return value == null ? this : field(field).text(value);
  }

  /** A member whose name is not known before. */
  public JsonOut member(String name, String value) {
    comma();
    out.quoted(name);
    out.append(COLON);
    return text(value);
  }

  /** A value that is JSON already. */
  public JsonOut json(byte[] written) {
    return value(written);
  }

  /** An id as text, in lower case, or null. */
  public JsonOut uuid(@Nullable UUID id) {
    if (id == null) {
      return value(NULL);
    }
    out.reserve(UUID_SIZE + 2);
    out.add('"');
    hex(id.getMostSignificantBits(), 15, 8);
    out.add('-');
    hex(id.getMostSignificantBits(), 7, 4);
    out.add('-');
    hex(id.getMostSignificantBits(), 3, 4);
    out.add('-');
    hex(id.getLeastSignificantBits(), 15, 4);
    out.add('-');
    hex(id.getLeastSignificantBits(), 11, 12);
    out.add('"');
    needsComma = true;
    return this;
  }

  /** A moment in UTC with as many digits of a second as it has, in groups of three; or null. */
  public JsonOut time(@Nullable Instant at) {
    if (at == null) {
      return value(NULL);
    }
    if (!UtcTime.hasFourDigits(at)) {
      return text(at.toString());
    }
    times.write(out, at);
    needsComma = true;
    return this;
  }

  /** {@code count} digits from the one that has {@code first} digits behind it. */
  private void hex(long value, int first, int count) {
    for (int i = first; i > first - count; i--) {
      out.add((char) HEX[(int) (value >>> (i * 4)) & 0xF]);
    }
  }

  private JsonOut begin(char bracket) {
    out.reserve(2);
    comma();
    out.add(bracket);
    needsComma = false;
    return this;
  }

  private JsonOut end(char bracket) {
    out.reserve(1);
    out.add(bracket);
    needsComma = true;
    return this;
  }

  private JsonOut value(byte[] ascii) {
    out.append(ascii);
    needsComma = true;
    return this;
  }

  private void comma() {
    if (needsComma) {
      out.reserve(1);
      out.add(',');
      needsComma = false;
    }
  }
}
