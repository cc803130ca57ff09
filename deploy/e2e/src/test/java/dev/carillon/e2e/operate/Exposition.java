package dev.carillon.e2e.operate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process says under {@code /metrics}, read by the rules of Prometheus' text format. */
final class Exposition {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, Family> families = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();

  /** A metric: what kind it is, and what it says of itself. */
  record Family(String name, String type, String help) {}

  record Sample(String name, Map<String, String> labels, double value) {}

  private Exposition() {}

  static Exposition of(String text) {
    Exposition read = new Exposition();
    Map<String, String> helps = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        helps.put(words[2], words.length > 3 ? words[3].strip() : "");
      } else if (line.startsWith("# TYPE ")) {
        String help = helps.getOrDefault(words[2], "");
        read.families.put(words[2], new Family(words[2], words[3], help));
      } else if (!line.isBlank()) {
        read.samples.add(sample(line));
      }
    }
    return read;
  }

  private static Sample sample(String line) {
    Matcher parts = SAMPLE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("This is no sample: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return new Sample(parts.group(1), labels, Double.parseDouble(parts.group(3)));
  }

  List<Family> families(String prefix) {
    return families.values().stream().filter(f -> f.name().startsWith(prefix)).toList();
  }

  List<Sample> samples(String name) {
    return samples.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** The names of labels that the samples of a family have. */
  Set<String> labels(Family family) {
    Set<String> labels = new TreeSet<>();
    samples.stream()
        .filter(s -> s.name().matches(Pattern.quote(family.name()) + "(_count|_sum|_bucket)?"))
        .forEach(s -> labels.addAll(s.labels().keySet()));
    labels.removeAll(Set.of("le", "quantile"));
    return labels;
  }

  /** The values that a label of a metric has. */
  Set<String> values(String name, String label) {
    Set<String> values = new TreeSet<>();
    samples(name).forEach(s -> values.add(String.valueOf(s.labels().get(label))));
    return values;
  }

  /** Which series there are of the metrics whose names begin so, whatever their values. */
  Set<String> series(String prefix) {
    Set<String> series = new TreeSet<>();
    samples.stream()
        .filter(s -> s.name().startsWith(prefix))
        .forEach(s -> series.add(s.name() + s.labels()));
    return series;
  }

  /** The sum over all samples that have a label. */
  double sum(String name, String label, String value) {
    return samples(name).stream()
        .filter(s -> value.equals(s.labels().get(label)))
        .mapToDouble(Sample::value)
        .sum();
  }
}
