import { fail, runCommand } from './command.mjs';

const [user = '', role = '', ...rest] = process.argv.slice(2);
if (user === '' || !['user', 'admin'].includes(role) || rest.length > 0) {
  fail(`Usage: npm run user-role -- USER admin    make the user an administrator immediately
       npm run user-role -- USER user     remove the administrator role immediately
USER is the phone number or e-mail address of the user.`);
} else {
  await runCommand(async ({ environment, prisma }) => {
    const { installationConfig, UserRoleRepository, UserRoleService } = await import('../dist/bundle/commands.js');
    const roles = new UserRoleService(installationConfig.read(environment), new UserRoleRepository(prisma));
    const fault = await roles.set(user, role);
    if (fault) fail(fault);
    else console.log(`The role of this user is now ${role}.`);
  });
}
