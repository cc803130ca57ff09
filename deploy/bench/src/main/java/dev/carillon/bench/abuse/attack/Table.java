package dev.carillon.bench.abuse.attack;

import java.util.ArrayList;
import java.util.List;

/** Findings as a table of text, its cells broken between words. */
public final class Table {
  private static final int[] WIDTHS = {6, 15, 34, 48, 30};

  private Table() {}

  /** The names of the columns. */
  public static String head() {
    return row("", "attack", "what was sent", "what the product did", "bound")
        + row("------", "---------------", "-".repeat(34), "-".repeat(48), "-".repeat(30));
  }

  /** One finding. */
  public static String of(Finding finding) {
    return row(
        finding.kept() ? "kept" : "BROKEN",
        finding.attack(),
        finding.sent(),
        finding.seen(),
        finding.bound());
  }

  private static String row(String... cells) {
    List<List<String>> columns = new ArrayList<>();
    int lines = 1;
    for (int i = 0; i < cells.length; i++) {
      List<String> broken = broken(cells[i], WIDTHS[i]);
      columns.add(broken);
      lines = Math.max(lines, broken.size());
    }
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines; line++) {
      StringBuilder whole = new StringBuilder();
      for (int i = 0; i < cells.length; i++) {
        String cell = line < columns.get(i).size() ? columns.get(i).get(line) : "";
        whole.append(cell).append(" ".repeat(Math.max(0, WIDTHS[i] - cell.length()) + 2));
      }
      text.append(whole.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> broken(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.replace('\n', ' ').split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
