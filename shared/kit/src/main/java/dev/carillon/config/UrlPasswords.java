package dev.carillon.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the passwords in URLs, so that they can be kept out of what is shown. */
final class UrlPasswords {
  /** Between the name and the last at sign before the host, whatever else is wrong. */
  private static final Pattern PASSWORD = Pattern.compile("//[^:/@,]*:([^\\s,]+)@");

  private UrlPasswords() {}

  static Set<String> in(Collection<String> texts) {
    Set<String> found = new HashSet<>();
    texts.stream()
        .flatMap(text -> PASSWORD.matcher(text).results())
        .map(match -> match.group(1))
        .forEach(
            written -> {
              found.add(written);
              try {
                found.add(URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8));
              } catch (IllegalArgumentException notEncoded) {
                // as it is written
              }
            });
    return found;
  }
}
