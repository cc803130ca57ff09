package dev.carillon.management;

import dev.carillon.async.task.TaskInfo;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.waits.Deadlocks;
import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import dev.carillon.contract.tasks.ListTasks;
import dev.carillon.contract.tasks.TaskNode;
import dev.carillon.contract.tasks.TaskTree;
import dev.carillon.contract.tasks.TaskView;
import dev.carillon.contract.tasks.TaskWait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tasks of this process at one moment, as a tree: tasks inside of tasks. */
final class TaskForest {
  /** So deep, and so broad in each place, is what is shown. */
  private static final int MOST_LEVELS = 12;

  private static final int MOST_CHILDREN = 100;

  private final List<TaskInfo> listed;
  private final Map<TaskInfo, Scope> scopes = new LinkedHashMap<>();
  private final Map<Scope, TaskInfo> byScope = new LinkedHashMap<>();
  private final Function<TaskInfo, TaskView> view;

  TaskForest(Tasks tasks, Function<TaskInfo, TaskView> view) {
    this.view = view;
    this.listed = tasks.list();
    for (TaskInfo task : listed) {
      tasks
          .scope(task.id())
          .ifPresent(
              scope -> {
                scopes.put(task, scope);
                byScope.put(scope, task);
              });
    }
  }

  TaskTree tree(ListTasks asked) {
    byScope.keySet().forEach(Deadlocks::look);
    Set<Scope> inside = new HashSet<>();
    byScope.keySet().forEach(scope -> addInside(scope, inside));
    List<TaskNode> roots =
        listed.stream()
            .filter(task -> asked.after() == null || task.id().compareTo(asked.after()) > 0)
            .filter(task -> !inside.contains(scopes.get(task)))
            .limit(asked.limit())
            .map(this::root)
            .toList();
    return new TaskTree(roots, Deadlocks.standing());
  }

  private static void addInside(Scope scope, Set<Scope> inside) {
    for (Scope child : scope.children()) {
      if (inside.add(child)) {
        addInside(child, inside);
      }
    }
  }

  private TaskNode root(TaskInfo task) {
    Scope scope = scopes.get(task);
    return scope == null
        ? new TaskNode(
            task.name(), view.apply(task), task.startedFrom(), unknown(task), List.of(), List.of())
        : node(scope, MOST_LEVELS);
  }

  private static List<TaskWait> unknown(TaskInfo part) {
    return part.waitsFor().stream().map(what -> new TaskWait(what, List.of(), null)).toList();
  }

  private TaskNode node(Scope scope, int levels) {
    List<Scope> own = withSections(scope);
    @Nullable TaskInfo task = byScope.get(scope);
    return new TaskNode(
        scope.name(),
        task == null ? null : view.apply(task),
        scope.place(),
        own.stream().flatMap(part -> part.waits().stream()).flatMap(TaskForest::shown).toList(),
        own.stream().skip(1).map(Scope::name).toList(),
        levels == 0 ? List.of() : children(own, levels));
  }

  private List<TaskNode> children(List<Scope> own, int levels) {
    return own.stream()
        .flatMap(part -> part.children().stream())
        .filter(child -> child.kind() == Scope.Kind.TASK)
        .limit(MOST_CHILDREN)
        .map(child -> node(child, levels - 1))
        .toList();
  }

  /** A task and what it does while it holds something: for a reader these are one. */
  private static List<Scope> withSections(Scope scope) {
    List<Scope> all = new ArrayList<>(List.of(scope));
    for (int i = 0; i < all.size() && all.size() < MOST_CHILDREN; i++) {
      all.get(i).children().stream()
          .filter(child -> child.kind() == Scope.Kind.SECTION)
          .forEach(all::add);
    }
    return all;
  }

  /** That a task waits for its own section is no news. */
  private static Stream<TaskWait> shown(Waiting waiting) {
    List<Scope> holders = waiting.holders();
    boolean own =
        holders.stream()
            .anyMatch(h -> h.kind() == Scope.Kind.SECTION && h.parent() == waiting.scope());
    return own
        ? Stream.of()
        : Stream.of(
            new TaskWait(
                waiting.what(),
                holders.stream().limit(MOST_CHILDREN).map(h -> h.task().name()).distinct().toList(),
                waiting.place()));
  }
}
