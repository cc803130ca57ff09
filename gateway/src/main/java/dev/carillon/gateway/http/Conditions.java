package dev.carillon.gateway.http;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Failure;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.text.IntegerText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers that make a request depend on a version (RFC 9110, section 13) or repeatable. */
final class Conditions {
  private static final int MAX_TAGS = 10;
  private static final Pattern TAGS =
      Pattern.compile("\\s*(W/)?\"[!#-~]*\"(\\s*,\\s*(W/)?\"[!#-~]*\")*\\s*");
  private static final Pattern TAG = Pattern.compile("(W/)?\"([!#-~]*)\"");
  private static final Pattern VERSION = Pattern.compile("v([1-9][0-9]{0,17})(-[0-9a-f]{16})?");

  private Conditions() {}

  /** The versions that {@code If-Match} names; null without the header. INVALID if unreadable. */
  static @Nullable IfMatch ifMatch(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (header.strip().equals("*")) {
      return IfMatch.ANY;
    }
    if (!TAGS.matcher(header).matches()) {
      throw Failure.invalid("If-Match", "must be * or ETags in quotes, such as \"v1\"");
    }
    List<Long> versions = new ArrayList<>();
    Matcher tag = TAG.matcher(header);
    while (tag.find()) {
      Matcher version = VERSION.matcher(tag.group(2));
      if (tag.group(1) == null && version.matches()) { // a weak one never matches here
        versions.add(IntegerText.parseLong(version.group(1), 1, Long.MAX_VALUE));
      }
      if (versions.size() > MAX_TAGS) {
        throw Failure.invalid("If-Match", "lists more than " + MAX_TAGS + " ETags");
      }
    }
    return new IfMatch(false, versions);
  }

  /**
   * Whether a write requires that its target does not exist. INVALID for anything but {@code *}.
   */
  static boolean onlyNew(@Nullable String ifNoneMatch) {
    if (ifNoneMatch != null && !ifNoneMatch.strip().equals("*")) {
      throw Failure.invalid(
          "If-None-Match",
          "must be *: the write can only require that the document does not exist");
    }
    return ifNoneMatch != null;
  }

  /** Whether {@code If-None-Match} names the ETag that the answer would have. */
  static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
    if (ifNoneMatch == null) {
      return false;
    }
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    Matcher tag = TAG.matcher(ifNoneMatch);
    while (tag.find()) {
      if (etag.equals('"' + tag.group(2) + '"')) {
        return true;
      }
    }
    return false;
  }

  /**
   * The key of {@code Idempotency-Key}, quoted or bare; null without the header. INVALID for two
   * lines of it: which of them a proxy or a server takes is anybody's guess.
   */
  static @Nullable String idempotencyKey(List<String> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    if (lines.size() > 1) {
      throw Failure.invalid("Idempotency-Key", "is given more than once");
    }
    String key = lines.get(0).strip();
    boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
    String bare = quoted ? key.substring(1, key.length() - 1) : key;
    if (!IdempotencyKey.isPossible(bare)) {
      throw Failure.invalid("Idempotency-Key", IdempotencyKey.RULE + ", in quotes or not");
    }
    return bare;
  }
}
