// npm run user-role -- +989121234567 admin      makes a user an administrator; `user` takes it away, at once
import { fail, runCommand } from './command.mjs';

const [user = '', role = '', ...rest] = process.argv.slice(2);
if (user === '' || !['user', 'admin'].includes(role) || rest.length > 0) {
  fail(`Usage: npm run user-role -- USER admin    makes the user an administrator
       npm run user-role -- USER user     takes it away, at once
USER is the user's phone number or e-mail address.`);
} else {
  await runCommand(async ({ environment, prisma }) => {
    const { installationConfig, UserRoleRepository, UserRoleService } = await import('../dist/commands.js');
    const fault = await new UserRoleService(installationConfig.read(environment), new UserRoleRepository(prisma)).set(
      user,
      role,
    );
    if (fault) fail(fault);
    else console.log(`The role of this user is ${role} now.`);
  });
}
