package dev.carillon.e2e.console;

import dev.carillon.embedded.testkit.Database;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Mails and users by the thousand, made by the database, and how lists of them are shown. */
final class ManyRows {
  /** The most rows that a list shows. */
  static final int PAGE = 50;

  /** Of the last hour, in all states, of 5,000 recipients; ids are of their times. */
  private static final String MAKE =
      """
      set synchronous_commit = off;
      create temp table made as
      select i, at, (substr(notifier.uuid_from(at)::text, 1, 14) || '7' || lpad(to_hex(i % 4096), 3, '0')
             || '-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id
      from generate_series(1, ${rows}) i, lateral (
        select now() - interval '1 hour' + i * (interval '59 minutes' / ${rows}) as at) at;
      insert into notifier.mail (id, recipient, subject, body, message_id, template, accepted_at, lane, critical)
      select id, 'person' || i % 5000 || '@many.example', 'Subject ' || i, '{"text":"Hi"}',
             '<' || id || '@many.example>', case when i % 3 = 0 then 'invoice' end, at, 1, false
      from made;
      insert into notifier.outcome (mail_id, state, attempt, at, reply, counted)
      select id, (case i % 10 when 0 then 'd' when 2 then 'u' else 's' end)::"char", 1, at + interval '1 s',
             case i % 10 when 0 then '550 5.1.' || i % 7 || ' Nobody here: ref ' || i else '250 ok' end, true
      from made where i % 10 <> 1;
      insert into notifier.deferred (mail_id, run_at, lane, attempt, reason, bytes)
      select id, now() + interval '1 day' + i * interval '1 ms', 1, 1, 's', 300 from made where i % 10 = 1;
      insert into notifier.ledger_entry (state, n)
      select 'a', count(*) from made
      union all select 's', count(*) from made where i % 10 not in (0, 1, 2)
      union all select 'd', count(*) from made where i % 10 = 0
      union all select 'u', count(*) from made where i % 10 = 2;
      drop table made;
      insert into users.users (id, email, name, search_name, created_at, updated_at)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'many' || n || '@many.example',
             'Many ' || n, 'many ' || n, t, t
      from generate_series(1, ${rows}) n, lateral (select now() - interval '10 days' + n * interval '1 ms' as t) at;
      reset synchronous_commit
      """;

  /** When the first row of a page was painted, from when the page was asked for. */
  private static final String WATCH =
      """
      new MutationObserver((seen, watch) => {
        if (!document.querySelector('main tbody tr, main .tree > li, main .short')) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now(); }));
      }).observe(document, {childList: true, subtree: true});
      """;

  private static final List<String> VIEWS =
      List.of(
          "mail",
          "mail?state=sent",
          "mail?state=dead",
          "mail?state=scheduled",
          "mail?template=invoice",
          "mail?to=person17@many.example",
          "users",
          "users?q=many",
          "live",
          "tasks");

  private final Tab tab;
  private final Database tables;

  ManyRows(Tab tab, Database tables) {
    this.tab = tab;
    this.tables = tables;
  }

  /**
   * What a view shows: how many rows the largest list has, and after how long the first is there.
   */
  record Shown(int rows, double millis) {
    @Override
    public String toString() {
      return rows + " rows, the first after " + Math.round(millis) + " ms (median)";
    }
  }

  void make(int rows) {
    tables.change(MAKE.replace("${rows}", Integer.toString(rows)));
    tables.change("vacuum analyze notifier.mail, notifier.outcome, notifier.deferred, users.users");
  }

  /** Each view so many times, each time as a navigation of its own, and before that all once. */
  Map<String, Shown> visit(int times) {
    tab.browser().first(WATCH);
    VIEWS.forEach(
        view -> {
          tab.open(view);
          tab.settle();
        });
    Map<String, Shown> shown = new LinkedHashMap<>();
    for (String view : VIEWS) {
      List<Double> millis = new ArrayList<>();
      int rows = 0;
      for (int i = 0; i < times; i++) {
        tab.open(view);
        millis.add(
            ((Number) tab.run("return await until('a row', () => window.firstRow);"))
                .doubleValue());
        tab.settle();
        Object largest =
            tab.run(
                """
                const lists = [...document.querySelectorAll('main tbody, main .rows, main .tree')];
                return Math.max(...lists.map((list) => list.children.length));
                """);
        rows = Math.max(rows, ((Number) largest).intValue());
      }
      Collections.sort(millis);
      shown.put(view, new Shown(rows, millis.get(times / 2)));
    }
    return shown;
  }
}
