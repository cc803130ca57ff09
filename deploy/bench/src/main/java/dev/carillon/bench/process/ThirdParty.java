package dev.carillon.bench.process;

import java.io.IOException;

/**
 * A jar that comes from Maven.
 *
 * @param classifier empty for none
 */
record ThirdParty(String group, String artifact, String type, String classifier, String version) {

  /** Reads {@code group:artifact:type[:classifier]:version}, as Maven lists dependencies. */
  static ThirdParty parse(String line) throws IOException {
    String[] parts = line.strip().split(":", -1);
    return switch (parts.length) {
      case 4 -> new ThirdParty(parts[0], parts[1], parts[2], "", parts[3]);
      case 5 -> new ThirdParty(parts[0], parts[1], parts[2], parts[3], parts[4]);
      default -> throw new IOException("not the coordinates of a jar: " + line);
    };
  }

  /** As Maven names its copies. */
  String fileName() {
    return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + "." + type;
  }

  /** As a dependency that brings no others along. */
  String xml() {
    return "<dependency>"
        + element("groupId", group)
        + element("artifactId", artifact)
        + element("version", version)
        + element("type", type)
        + (classifier.isEmpty() ? "" : element("classifier", classifier))
        + "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
        + "</exclusions></dependency>\n";
  }

  private static String element(String name, String text) {
    return "<" + name + ">" + text + "</" + name + ">";
  }
}
