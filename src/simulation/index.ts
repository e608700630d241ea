export { isSimulation } from './simulation-mode.js';
export { SimulationModule } from './simulation.module.js';
