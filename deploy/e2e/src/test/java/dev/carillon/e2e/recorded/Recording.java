package dev.carillon.e2e.recorded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One file of requests and their answers.
 *
 * @param file where it is kept
 */
record Recording(Path file, List<Block> blocks) {
  private static final Path SET = Path.of("src/test/resources/recorded");

  /** In the order in which they are played; each finds what the ones before have left. */
  static final List<String> IN_ORDER =
      List.of(
          "breaking",
          "users",
          "keys",
          "tokens",
          "profiles",
          "mail",
          "policy",
          "flow",
          "broadcasts",
          "topics",
          "notifications",
          "playground",
          "edges",
          "faults",
          "time");

  /** What waits for long, beside the others. */
  static final List<String> BESIDE = List.of("slow");

  static Recording read(Path file) {
    try {
      return new Recording(file, Block.parse(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recorded set. */
  static List<Recording> all() {
    List<String> names = new ArrayList<>(IN_ORDER);
    names.addAll(BESIDE);
    return names.stream().map(name -> read(SET.resolve(name + ".txt"))).toList();
  }

  /** Whether it is played while the others are. */
  boolean isBeside() {
    return BESIDE.contains(file.getFileName().toString().replace(".txt", ""));
  }

  /** The same with other answers. */
  Recording answered(List<Block> played) {
    return new Recording(file, played);
  }

  /** Keeps these answers as the recorded ones. */
  void write() {
    try {
      Files.writeString(file, blocks.stream().map(Block::text).collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Line by line how the answers of {@code played} differ; empty if they do not. */
  String difference(Recording played) {
    StringBuilder difference = new StringBuilder();
    for (int i = 0; i < blocks.size(); i++) {
      List<String> before = blocks.get(i).answer();
      List<String> now = played.blocks().get(i).answer();
      if (!before.equals(now)) {
        difference.append(hunk(blocks.get(i), before, now));
      }
    }
    return difference.isEmpty() ? "" : "--- " + file + "\n+++ answered\n" + difference;
  }

  private static String hunk(Block block, List<String> before, List<String> now) {
    int shorter = Math.min(before.size(), now.size());
    int same = 0;
    while (same < shorter && before.get(same).equals(now.get(same))) {
      same++;
    }
    int end = 0;
    while (end < shorter - same
        && before.get(before.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
      end++;
    }
    StringBuilder hunk = new StringBuilder();
    block.answered(List.of()).text().lines().forEach(l -> hunk.append("@@ " + l + '\n'));
    before.subList(0, same).forEach(l -> hunk.append(" " + l + '\n'));
    before.subList(same, before.size() - end).forEach(l -> hunk.append("-" + l + '\n'));
    now.subList(same, now.size() - end).forEach(l -> hunk.append("+" + l + '\n'));
    now.subList(now.size() - end, now.size()).forEach(l -> hunk.append(" " + l + '\n'));
    return hunk.toString();
  }
}
