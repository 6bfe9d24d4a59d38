# All images of Tradewitness from the repository alone. Targets: capture-service, anchor-service, authorize-service,
# vpin-service, launcher (time-stamp authority and topic creation).

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
# The cache keeps what was downloaded from one build to the next.
RUN --mount=type=cache,id=tradewitness-maven,target=/root/.m2,sharing=locked \
    ./mvnw -B -ntp -q -Dprograms -Daether.remoteRepositoryFilter.prefixes.resolvePrefixFiles=false \
      -pl '!benchmarks,!verifier' package \
 # A database in a container is PostgreSQL's own image.
 && rm launcher/target/lib/embedded-postgres-binaries-*
RUN for service in capture anchor authorize vpin; do \
      java -Djarmode=tools -jar $service-service/target/$service-service.jar \
        extract --layers --destination /out/$service || exit 1; \
      mkdir -p /out/$service/snapshot-dependencies /out/$service/dependencies; \
    done

FROM eclipse-temurin:25-jre AS base
RUN groupadd --system --gid 10001 tradewitness \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /app tradewitness \
 && mkdir -p /app /data/tsa /data/ca /data/spool /data/fix && chown -R tradewitness:tradewitness /app /data
WORKDIR /app
COPY deploy/jvm/start-only-code.json /app/jvm/
USER 10001:10001
# In a container the published port decides who reaches the service; everywhere else the default is 127.0.0.1.
ENV SERVER_ADDRESS=0.0.0.0 \
    JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:InitialRAMPercentage=60 -XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError -XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile=/app/jvm/start-only-code.json"

FROM base AS capture-service
COPY --from=build /out/capture/dependencies/ ./
COPY --from=build /out/capture/snapshot-dependencies/ ./
COPY --from=build /out/capture/application/ ./
ENV TRADEWITNESS_CAPTURE_LDJSON_ADDRESS=0.0.0.0 \
    TRADEWITNESS_CAPTURE_FIX_ADDRESS=0.0.0.0
EXPOSE 8081 17000 17001 9880
ENTRYPOINT ["java", "-jar", "capture-service.jar"]

FROM base AS anchor-service
COPY --from=build /out/anchor/dependencies/ ./
COPY --from=build /out/anchor/snapshot-dependencies/ ./
COPY --from=build /out/anchor/application/ ./
EXPOSE 8082
ENTRYPOINT ["java", "-jar", "anchor-service.jar"]

FROM base AS authorize-service
COPY --from=build /out/authorize/dependencies/ ./
COPY --from=build /out/authorize/snapshot-dependencies/ ./
COPY --from=build /out/authorize/application/ ./
EXPOSE 8083
ENTRYPOINT ["java", "-jar", "authorize-service.jar"]

FROM base AS vpin-service
COPY --from=build /out/vpin/dependencies/ ./
COPY --from=build /out/vpin/snapshot-dependencies/ ./
COPY --from=build /out/vpin/application/ ./
EXPOSE 8084
ENTRYPOINT ["java", "-jar", "vpin-service.jar"]

FROM base AS launcher
COPY --from=build /src/launcher/target/lib/ ./lib/
COPY --from=build /src/launcher/target/launcher.jar ./
EXPOSE 8318
ENTRYPOINT ["java", "-cp", "launcher.jar:lib/*", "dev.tradewitness.launcher.Launcher"]
