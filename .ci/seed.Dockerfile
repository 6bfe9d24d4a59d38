# Copies a local Maven repository (the build's context) into the cache that the Dockerfile's build reads, so that an image
# build right after `./mvnw verify` downloads nothing twice.
FROM eclipse-temurin:25-jdk
RUN --mount=type=cache,id=tradewitness-maven,target=/root/.m2,sharing=locked \
    --mount=type=bind,target=/local \
    mkdir -p /root/.m2/repository && cp -an /local/. /root/.m2/repository/
