import type {
  AppControllerRoute,
  BullBoardQueues,
  ControllerHandlerReturnType,
  IServerAdapter,
  UIConfig,
} from '@bull-board/api/dist/types.js';
import { StaticFiles } from '../console/static-files.js';

interface Route {
  pattern: RegExp;
  route: AppControllerRoute;
}

/** What bull-board is given in place of a web server. Of its routes it keeps those that only read. */
export class ReadOnlyBoard implements IServerAdapter {
  viewsFolder = '';
  files = new StaticFiles('');
  config: UIConfig = {};
  private queues: BullBoardQueues = new Map();
  private routes: Route[] = [];
  private onError: (error: Error) => ControllerHandlerReturnType = () => ({ status: 500, body: {} });

  setQueues(queues: BullBoardQueues): this {
    this.queues = queues;
    return this;
  }

  setViewsPath(folder: string): this {
    this.viewsFolder = folder;
    return this;
  }

  setStaticPath(_route: string, folder: string): this {
    this.files = new StaticFiles(folder);
    return this;
  }

  /** The page is `boardPage`. */
  setEntryRoute(): this {
    return this;
  }

  setErrorHandler(handler: (error: Error) => ControllerHandlerReturnType): this {
    this.onError = handler;
    return this;
  }

  setApiRoutes(routes: AppControllerRoute[]): this {
    this.routes = routes
      .filter(({ method }) => method === 'get')
      .flatMap((route) => [route.route].flat().map((path) => ({ pattern: patternOf(path), route })));
    return this;
  }

  setUIConfig(config: UIConfig): this {
    this.config = config;
    return this;
  }

  /** @param path such as `/api/queues` */
  async read(path: string, query: Record<string, string>): Promise<ControllerHandlerReturnType | undefined> {
    for (const { pattern, route } of this.routes) {
      const params = pattern.exec(path);
      if (params) return this.answer(route, { ...params.groups }, query);
    }
    return undefined;
  }

  private async answer(
    route: AppControllerRoute,
    params: Record<string, string>,
    query: Record<string, string>,
  ): Promise<ControllerHandlerReturnType> {
    try {
      return await route.handler({ queues: this.queues, uiConfig: this.config, params, query, body: {}, headers: {} });
    } catch (error) {
      return this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** `/api/queues/:queueName` as a pattern with named groups. */
function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}
