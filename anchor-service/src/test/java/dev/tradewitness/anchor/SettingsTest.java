package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class SettingsTest {

  private static final String ROOT = "tradewitness.anchor";
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9.\\[\\]-]+)` \\| ([^|]+) \\|", Pattern.MULTILINE);

  private static List<Class<?>> settings() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    var found = new ArrayList<Class<?>>();
    for (var bean : scanner.findCandidateComponents("dev.tradewitness.anchor")) {
      try {
        found.add(Class.forName(bean.getBeanClassName()));
      } catch (ClassNotFoundException e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  private static String prefix(Class<?> settings) {
    ConfigurationProperties annotation = settings.getAnnotation(ConfigurationProperties.class);
    return annotation.prefix().isEmpty() ? annotation.value() : annotation.prefix();
  }

  private static void collect(String prefix, Class<?> record, Map<String, String> defaults) {
    RecordComponent[] components = record.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var parameters = record.getDeclaredConstructor(types).getParameters();
      for (int i = 0; i < components.length; i++) {
        String name =
            components[i].getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
        String key = prefix + "." + name;
        DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
        if (types[i].isRecord()) {
          collect(key, types[i], defaults);
        } else if (types[i] == List.class) {
          var element = ((ParameterizedType) components[i].getGenericType());
          collect(key + "[0]", (Class<?>) element.getActualTypeArguments()[0], defaults);
        } else {
          defaults.put(key, value == null ? "none" : value.value()[0]);
        }
      }
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theDocumentHasEveryKeyWithItsDefaultAndNoOther() throws IOException {
    var defaults = new TreeMap<String, String>();
    settings().forEach(type -> collect(prefix(type), type, defaults));
    String document =
        Files.readString(
            Path.of(System.getProperty("tradewitness.home", ".."), "docs", "anchor.md"));
    var documented = new TreeMap<String, String>();
    for (MatchResult row :
        ROW.matcher(document.substring(document.indexOf("## Settings"))).results().toList()) {
      documented.put(ROOT + "." + row.group(1), row.group(2).strip());
    }
    assertThat(defaults).hasSizeGreaterThan(30);
    assertThat(documented).isEqualTo(defaults);
  }

  @Test
  void inEveryGroupAnUnknownKeyStopsTheStart() {
    assertThat(settings())
        .filteredOn(type -> !prefix(type).equals(ROOT))
        .isNotEmpty()
        .allSatisfy(type ->
            assertThat(type.getAnnotation(ConfigurationProperties.class).ignoreUnknownFields())
                .isFalse());
  }
}
