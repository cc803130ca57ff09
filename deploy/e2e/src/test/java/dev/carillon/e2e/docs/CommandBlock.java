package dev.carillon.e2e.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lines of a page that a reader pastes into a terminal: what a fence of {@code sh} holds.
 *
 * @param name page and number, for people
 */
record CommandBlock(String name, String text) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```sh\n(.*?)^```");

  /** What a checkout builds, commits or starts for good is not for a test of that checkout. */
  private static final Pattern OF_A_CHECKOUT =
      Pattern.compile("(?m)^(git |deploy/|\\./mvnw|\\./carillon (up|chaos|abuse|bench)\\b)");

  private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

  /** What stands for itself in an expected answer is what none of these is. */
  private static final Pattern FREE =
      Pattern.compile(UUID_TEXT.pattern() + "|" + TIME.pattern() + "|[0-9a-f-]*\\.\\.\\.");

  /** Those of a page, in its order. */
  static List<CommandBlock> of(Path page) {
    List<CommandBlock> blocks = new ArrayList<>();
    try {
      Matcher fences = FENCE.matcher(Files.readString(page));
      while (fences.find()) {
        String name = page.getFileName() + " " + (blocks.size() + 1);
        blocks.add(new CommandBlock(name, fences.group(1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blocks;
  }

  /** Every page that has some, README first; one is for other machines and has its ThreeNodesIT. */
  static List<Path> pages(Path root) {
    try (Stream<Path> docs = Files.list(root.resolve("deploy/docs"))) {
      return Stream.concat(
              Stream.of(root.resolve("README.md")),
              docs.filter(page -> page.toString().endsWith(".md"))
                  .filter(page -> !page.endsWith("three-nodes.md"))
                  .sorted())
          .filter(page -> of(page).stream().anyMatch(CommandBlock::isForUsers))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isForUsers() {
    return !OF_A_CHECKOUT.matcher(text).find();
  }

  /**
   * Comments that some shells would take for commands: zsh knows none unless it is told to, and an
   * apostrophe in one begins a text that does not end.
   */
  List<String> unsafeComments() {
    return text.lines()
        .map(line -> line.replaceFirst("^(?!#).*?\\s{2,}#", "#"))
        .filter(line -> line.startsWith("#") && line.contains("'"))
        .toList();
  }

  /** What its comments say that is answered, as patterns in their order. */
  List<Pattern> answers() {
    List<Pattern> answers = new ArrayList<>();
    StringBuilder answer = new StringBuilder();
    for (String line : (text + "\n").split("\n", -1)) {
      boolean begins = line.startsWith("# {");
      if (!begins && !answer.isEmpty() && line.startsWith("#  ")) {
        answer.append(line.substring(1).strip());
        continue;
      }
      if (!answer.isEmpty()) {
        answers.add(pattern(answer.toString()));
        answer.setLength(0);
      }
      if (begins) {
        answer.append(line.substring(2).replaceFirst(" {3,}.*", ""));
      }
    }
    return answers;
  }

  /** Ids and times are others each time, and {@code ...} is what the page leaves out. */
  private static Pattern pattern(String answer) {
    StringBuilder pattern = new StringBuilder();
    int from = 0;
    for (MatchResult free : FREE.matcher(answer).results().toList()) {
      pattern.append(Pattern.quote(answer.substring(from, free.start())));
      String text = free.group();
      pattern.append(
          text.endsWith("...")
              ? ".*?"
              : UUID_TEXT.matcher(text).matches() ? UUID_TEXT.pattern() : TIME.pattern());
      from = free.end();
    }
    pattern.append(Pattern.quote(answer.substring(from)));
    return Pattern.compile(pattern.toString());
  }
}
