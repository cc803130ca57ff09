package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import dev.carillon.failure.VisibleText;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file that goes with a mail.
 *
 * @param name the file's name, to 100 characters
 * @param type its media type, such as {@code application/pdf} or {@code text/csv; charset=utf-8}:
 *     in any case, with parameters, to 200 characters
 * @param content its bytes in base64
 */
public record Attachment(String name, String type, String content) implements JsonWritable {
  /** How many a mail may have. */
  public static final int MAX = 10;

  /** How many characters of base64 all of them together may have: 384 KiB of bytes. */
  public static final int MAX_CONTENT = 512 << 10;

  private static final Field NAME = JsonOut.name("name");
  private static final Field MEDIA_TYPE = JsonOut.name("type");
  private static final Field CONTENT = JsonOut.name("content");
  private static final int MAX_NAME = 100;
  private static final int MAX_TYPE = 200;

  /** RFC 6838 for the names, RFC 2045 for the parameters; a quoted value has no escapes. */
  private static final Pattern TYPE =
      Pattern.compile(
          "(?i)(?!multipart/|message/)TOKEN/TOKEN( ?; ?TOKEN=(TOKEN|\"[ !#-\\[\\]-~]*\"))*"
              .replace("TOKEN", "[a-z0-9!#$&^_.+-]{1,80}"));

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(NAME).text(name).field(MEDIA_TYPE).text(type);
    out.field(CONTENT).text(content).endObject();
  }

  /** Checks the fields of some. */
  public static void check(Checks checks, String pointer, List<Attachment> attachments) {
    checks.items(pointer, attachments, 0, MAX, "holds more than " + MAX);
    int content = 0;
    for (int i = 0; i < attachments.size(); i++) {
      Attachment one = attachments.get(i);
      String at = pointer + "/" + i;
      checks
          .line(at + "/name", one.name, 0, MAX_NAME)
          .that(one.name == null || !one.name.isBlank(), at + "/name", "is blank")
          .that(
              one.type != null && one.type.length() <= MAX_TYPE && TYPE.matcher(one.type).matches(),
              at + "/type",
              "is not a media type")
          .that(isBase64(one.content), at + "/content", "is not base64");
      content += one.content == null ? 0 : one.content.length();
    }
    checks.that(content <= MAX_CONTENT, pointer, "is longer than " + MAX_CONTENT + " characters");
  }

  /** Checks that there is something to be seen in their names. */
  static void checkVisible(Checks checks, String pointer, List<Attachment> attachments) {
    for (int i = 0; i < attachments.size(); i++) {
      String name = attachments.get(i).name;
      checks.that(
          name == null || name.isBlank() || VisibleText.isVisible(name),
          pointer + "/" + i + "/name",
          "holds no visible character");
    }
  }

  private static boolean isBase64(String content) {
    try {
      return content != null && Base64.getDecoder().decode(content) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
