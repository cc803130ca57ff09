package dev.carillon.embedded.inbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The HTML of a mail. It is not made harmless here: the policy of whoever shows it does that. */
final class MailHtml {
  /** How many characters of HTML and pictures are shown together. */
  static final int MAX_WHOLE = 4 << 20;

  private static final int MAX_BYTES = 2 << 20;
  private static final int MAX_PICTURE = 2 << 20;
  private static final Pattern CID = Pattern.compile("cid:([^\"'\\s<>()]{1,200})");
  private static final Pattern OTHERS =
      Pattern.compile(
          "(?i)(?:src|srcset|background|poster|xlink:href)\\s{0,9}=\\s{0,9}[\"']?\\s{0,9}(?:https?:)?//"
              + "|url\\(\\s{0,9}[\"']?\\s{0,9}(?:https?:)?//|@import");

  private MailHtml() {}

  /** Whether it seems to name what is on other servers; what is hidden well is blocked anyhow. */
  static boolean namesOthers(String html) {
    return OTHERS.matcher(html).find();
  }

  /** With the pictures among {@code files} in place of their names, as far as there is room. */
  static String whole(MailPart html, List<MailPart> files) {
    String text = MailPart.clean(html.text(MAX_BYTES), MAX_BYTES);
    Map<String, MailPart> named = new HashMap<>();
    for (MailPart file : files) {
      String id = file.contentId();
      if (id != null && file.type().startsWith("image/")) {
        named.putIfAbsent(id, file);
      }
    }
    StringBuilder whole = new StringBuilder();
    Map<MailPart, String> pictures = new HashMap<>(); // not by names: one has many spellings
    Matcher found = CID.matcher(text);
    int shown = 0;
    while (found.find()) {
      MailPart picture = named.get(unescaped(found.group(1)));
      String data = picture == null ? null : pictures.computeIfAbsent(picture, MailHtml::data);
      int room = MAX_WHOLE - whole.length() - (text.length() - shown);
      if (data != null && data.length() <= room) {
        whole.append(text, shown, found.start()).append(data);
        shown = found.end();
      }
    }
    return whole.append(text, shown, text.length()).toString();
  }

  private static String data(MailPart picture) {
    byte[] bytes = picture.bytes(0, MAX_PICTURE);
    return "data:" + picture.type() + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  private static @Nullable String unescaped(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return null;
    }
  }
}
