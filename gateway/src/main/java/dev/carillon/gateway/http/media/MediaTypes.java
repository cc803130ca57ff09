package dev.carillon.gateway.http.media;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What bodies may be, and what answers their readers take. */
public final class MediaTypes {
  /** Parameters, of which a charset may only be this. */
  private static final String UTF8 = "(\\s*;\\s*+(charset=\"?utf-8\"?|(?!charset)[^;]*))*\\s*";

  private static final Pattern JSON =
      Pattern.compile("application/json" + UTF8, Pattern.CASE_INSENSITIVE);
  private static final Pattern PATCH =
      Pattern.compile("application/(merge-patch\\+)?json" + UTF8, Pattern.CASE_INSENSITIVE);
  private static final Pattern QUALITY =
      Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)\\s*(;|$)", Pattern.CASE_INSENSITIVE);

  private MediaTypes() {}

  /** Whether a request has a body, or says that it will have one. */
  public static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** Whether the body is said to be JSON in UTF-8. */
  public static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    boolean patch = request.method().equals(HttpMethod.PATCH);
    return type != null && (patch ? PATCH : JSON).matcher(type).matches();
  }

  /**
   * Whether the reader takes answers of a type (RFC 9110, 12.5.1): the most exact range that covers
   * it decides, and no {@code Accept} takes all.
   */
  public static boolean isAccepted(HttpServerRequest request, String type) {
    if (!request.headers().contains(HttpHeaders.ACCEPT)) {
      return true;
    }
    List<String> lines = request.headers().getAll(HttpHeaders.ACCEPT);
    String all = String.join(",", lines).strip();
    if (all.isEmpty()) {
      return true;
    }
    int best = -1;
    boolean accepted = false;
    for (String range : all.split(",", -1)) {
      int exact = exactness(range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT), type);
      if (exact > best || (exact == best && exact >= 0 && isWanted(range))) {
        best = exact;
        accepted = isWanted(range);
      }
    }
    return accepted;
  }

  /** Whether the reader names streams of events, and JSON not, or as less wanted. */
  public static boolean prefersEvents(HttpServerRequest request) {
    if (!request.headers().contains(HttpHeaders.ACCEPT)) {
      return false;
    }
    double events = 0;
    double json = 0;
    for (String range :
        String.join(",", request.headers().getAll(HttpHeaders.ACCEPT)).split(",", -1)) {
      String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      if (type.equals("text/event-stream")) {
        events = Math.max(events, quality(range));
      } else if (type.equals("application/json")) {
        json = Math.max(json, quality(range));
      }
    }
    return events > json;
  }

  /** Whether the reader names HTML, as browsers do and programs do not. */
  public static boolean wantsPage(HttpServerRequest request) {
    for (String line : request.headers().getAll(HttpHeaders.ACCEPT)) {
      for (String range : line.split(",", -1)) {
        if (range.split(";", 2)[0].strip().equalsIgnoreCase("text/html") && isWanted(range)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int exactness(String range, String type) {
    if (range.equals(type)) {
      return 2;
    }
    if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  /** Whether a member of a list of wishes is one, and no refusal. */
  public static boolean isWanted(String range) {
    return quality(range) > 0;
  }

  private static double quality(String range) {
    Matcher quality = QUALITY.matcher(range);
    return quality.find() ? Double.parseDouble(quality.group(1)) : 1;
  }
}
