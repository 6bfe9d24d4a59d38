package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.sources.SourcesRefusedException.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads the members of one YAML mapping and writes down each fault with its line. What nobody
/// asked for is a fault, too: see [#end].
final class YamlMembers {

  private final Node node;
  private final String path;
  private final Collection<Fault> faults;
  private final Map<String, Node> left = new LinkedHashMap<>();
  private final Map<String, Node> lineOf = new LinkedHashMap<>();

  private YamlMembers(Node node, String path, Collection<Fault> faults) {
    this.node = node;
    this.path = path;
    this.faults = faults;
    if (!(node instanceof MappingNode mapping)) {
      add(node, path, "must be a mapping");
      return;
    }
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        add(member.getKeyNode(), path, "has a member whose name is not plain text");
      } else if (left.putIfAbsent(key.getValue(), member.getValueNode()) != null) {
        add(key, at(key.getValue()), "stands there twice");
      } else {
        lineOf.put(key.getValue(), key);
      }
    }
  }

  static YamlMembers of(Node node, String path, Collection<Fault> faults) {
    return new YamlMembers(node, path, faults);
  }

  /// The text of a member, or null when it is absent.
  @Nullable String text(String name) {
    Node value = left.remove(name);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    add(value, at(name), "must be text");
    return null;
  }

  /// The text of a member; without it a fault and null.
  @Nullable String required(String name) {
    return require(name) ? text(name) : null;
  }

  /// Whether the member is there; a fault when it is not.
  boolean require(String name) {
    if (!left.containsKey(name)) {
      add(node, path, "has no " + name);
      return false;
    }
    return true;
  }

  /// What one of some words stands for, or null when the member is absent.
  <T> @Nullable T oneOf(String name, Map<String, T> words) {
    Node value = left.get(name);
    String text = text(name);
    if (text == null || value == null) {
      return null;
    }
    T found = words.get(text);
    if (found == null) {
      add(
          value,
          at(name),
          "is \"%s\", not one of %s".formatted(shortened(text), inOrder(words.keySet())));
    }
    return found;
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  boolean isText(String name) {
    return left.get(name) instanceof ScalarNode;
  }

  /// What a member that is a mapping itself says, or null when it is absent or no mapping.
  <T> @Nullable T mapping(String name, Function<YamlMembers, @Nullable T> reader) {
    Node value = left.remove(name);
    return value == null ? null : read(value, at(name), reader);
  }

  private <T> @Nullable T read(Node value, String at, Function<YamlMembers, @Nullable T> reader) {
    var members = of(value, at, faults);
    if (!(value instanceof MappingNode)) {
      return null; // that is its one fault
    }
    T one = reader.apply(members);
    members.end();
    return one;
  }

  /// The texts of a list, or null when the member is absent.
  ///
  /// @param fault what is wrong with one, or null
  @Nullable List<String> texts(String name, int max, Function<String, @Nullable String> fault) {
    Node value = left.remove(name);
    if (value == null) {
      return null;
    }
    var texts = new ArrayList<String>();
    int index = 0;
    for (Node entry : entries(value, name, max)) {
      String at = "%s[%d]".formatted(at(name), index++);
      if (entry instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        String wrong = fault.apply(scalar.getValue());
        if (wrong != null) {
          add(entry, at, wrong);
        }
        texts.add(scalar.getValue());
      } else {
        add(entry, at, "must be text");
      }
    }
    return texts;
  }

  /// The entries of a list of mappings and words, or a single mapping as a list of one.
  ///
  /// @param words what the words stand for
  <T> List<T> listOrOne(
      String name, int max, Map<String, T> words, Function<YamlMembers, @Nullable T> reader) {
    Node value = left.remove(name);
    var read = new ArrayList<T>();
    if (value instanceof MappingNode) {
      T one = read(value, at(name), reader);
      return one == null ? read : List.of(one);
    }
    if (value instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
      add(value, at(name), "must have an entry");
    }
    int index = 0;
    for (Node entry : value == null ? List.<Node>of() : entries(value, name, max)) {
      String at = "%s[%d]".formatted(at(name), index++);
      T one =
          entry instanceof ScalarNode scalar
              ? words.get(scalar.getValue())
              : read(entry, at, reader);
      if (one != null) {
        read.add(one);
      } else if (entry instanceof ScalarNode) {
        add(entry, at, "is neither a mapping nor one of " + inOrder(words.keySet()));
      }
    }
    return read;
  }

  private List<Node> entries(Node value, String name, int max) {
    if (!(value instanceof SequenceNode sequence)) {
      add(value, at(name), "must be a list");
      return List.of();
    }
    if (sequence.getValue().size() > max) {
      add(value, at(name), "has more than " + max + " entries");
      return List.of();
    }
    return sequence.getValue();
  }

  private static String inOrder(Collection<String> words) {
    return words.stream().sorted().collect(Collectors.joining(", "));
  }

  /// The entries of a list; none when the member is absent.
  <T> List<T> list(String name, int max, Function<YamlMembers, @Nullable T> reader) {
    Node value = left.remove(name);
    var read = new ArrayList<T>();
    if (value == null) {
      return read;
    }
    int index = 0;
    for (Node entry : entries(value, name, max)) {
      T one = read(entry, "%s[%d]".formatted(at(name), index++), reader);
      if (one != null) {
        read.add(one);
      }
    }
    return read;
  }

  /// Everything was asked for: what is left has no meaning.
  void end() {
    left.keySet()
        .forEach(name -> {
          Node key = lineOf.get(name);
          add(key == null ? node : key, at(name), "has no meaning here");
        });
    left.clear();
  }

  /// Something is wrong with a member.
  void refuse(String name, String reason) {
    Node key = lineOf.get(name);
    add(key == null ? node : key, at(name), reason);
  }

  private String at(String name) {
    return path.isEmpty() ? shortened(name) : path + "." + shortened(name);
  }

  private void add(Node where, String at, String reason) {
    faults.add(new Fault(where.getStartMark().getLine() + 1, at, reason));
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
