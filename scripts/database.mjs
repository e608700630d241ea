/**
 * Opens the database that `npm start` uses: DATABASE_URL, never through a pooler, or the embedded one, which is started if
 * it is not running. Of the environment, only what names the database has to be right.
 * @returns its address, the environment, and whether it is migrated by hand only
 */
export async function openDatabase() {
  const { EmbeddedPostgres, installationConfig, loadEnvironmentFile, processEnvironment, storeConfig } =
    await import('../dist/bundle/commands.js');
  loadEnvironmentFile();
  const environment = processEnvironment();
  const { dataDir, production } = installationConfig.read(environment);
  const { directUrl } = storeConfig.read(environment);
  if (directUrl) return { url: directUrl, environment, byHand: production, close: async () => {} };
  const server = await EmbeddedPostgres.open({ dataDir, log: (line) => console.error(`PostgreSQL: ${line}`) });
  return { url: server.url, environment, byHand: false, close: () => server.stop() };
}
