package io.tappass.cli;

import java.util.ArrayList;
import java.util.List;

/** A plain table: columns as wide as their widest cell, a rule under the head. */
public final class Table {
  private static final int CELL_CHARS_MAX = 72;

  private final Marks marks = Marks.here();
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... head) {
    this.head = List.of(head);
  }

  /** Adds a row; it must have as many cells as the head. */
  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = String.valueOf(cell).replace('\n', ' ');
      row.add(
          text.length() <= CELL_CHARS_MAX
              ? text
              : text.substring(0, CELL_CHARS_MAX - 1) + marks.cut());
    }
    if (row.size() != head.size()) {
      throw new IllegalArgumentException(row.size() + " cells under " + head.size() + " heads");
    }
    rows.add(row);
    return this;
  }

  /** The lines, without trailing spaces. */
  public List<String> lines() {
    int[] widths = new int[head.size()];
    widen(widths, head);
    rows.forEach(row -> widen(widths, row));
    List<String> lines = new ArrayList<>();
    lines.add(line(widths, head));
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add(marks.rule().repeat(width));
    }
    lines.add(line(widths, rule));
    rows.forEach(row -> lines.add(line(widths, row)));
    return lines;
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int index = 0; index < widths.length; index++) {
      widths[index] = Math.max(widths[index], cells.get(index).length());
    }
  }

  private static String line(int[] widths, List<String> cells) {
    var line = new StringBuilder();
    for (int index = 0; index < widths.length; index++) {
      line.append(cells.get(index)).append(" ".repeat(widths[index] - cells.get(index).length()));
      line.append("  ");
    }
    return line.toString().stripTrailing();
  }
}
